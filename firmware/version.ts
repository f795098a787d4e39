/** Version of this firmware, that of the package. */
export const version = "0.1.0";
