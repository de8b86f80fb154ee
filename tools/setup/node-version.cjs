/** The one place that knows which version of Node is needed; plain syntax, so that older versions can read it. */
'use strict';

const needed = { major: 20, minor: 19 };

/**
 * A sentence for a person when `version` (such as `v20.11.1`) is too old, or undefined.
 * @param {string} version
 * @returns {string | undefined}
 */
function nodeProblem(version) {
  const here = version.replace(/^v/, '');
  const [major = 0, minor = 0] = here.split('.').map(Number);
  const recent = major > needed.major || (major === needed.major && minor >= needed.minor);
  return recent
    ? undefined
    : `Trammel needs Node ${needed.major}.${needed.minor} or newer, and this is Node ${here}: install a newer one first.`;
}

module.exports = { nodeProblem };
