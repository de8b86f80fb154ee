// The targets, loaded when code is first asked for: they are larger than all the rest.
export { isTargetName, targets } from 'trammel';
