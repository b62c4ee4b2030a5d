// @ts-check
// Runs one file of `rows/` in its own process, and sends the results to the parent process.
const [, , file] = process.argv;

const { measure } = await import(file);
const results = await measure();
process.send?.({ results }, () => process.exit());
