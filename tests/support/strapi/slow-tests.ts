/** A real Strapi, provider or browser is slow on a busy machine. */
jest.setTimeout(240_000);
