/** The operators, one file each, and their list. */
export {};
