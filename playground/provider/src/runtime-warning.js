// oidc-provider warns about Node.js 20 when it is imported. What Demo Mail uses of it works there too.
const { warn } = console;

console.warn = (...parts) => {
  if (!String(parts[0]).includes('Unsupported runtime. Use Node.js')) warn(...parts);
};
