/** Shapes, named axes, symbolic sizes, dtypes and broadcasting. */
export {};
