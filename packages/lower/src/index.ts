/** From tree to graph: names, blocks, attributes and shapes. */
export {};
