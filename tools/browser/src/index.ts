// A real browser for tests of pages: found or installed, opened with a fresh profile, asked what a person would see.
export { axeViolations, type Violation } from './axe.js';
export { openBrowser, type OpenBrowser } from './open-browser.js';
export { overflowing, type Overflow } from './overflow.js';
export { type OpenPage, type View } from './open-page.js';
