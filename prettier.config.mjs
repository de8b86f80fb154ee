/** How Prettier formats the sources; generated and golden files are left out in .prettierignore. */
export default {
  printWidth: 140,
  singleQuote: true,
};
