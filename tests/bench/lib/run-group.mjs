// @ts-check
// Runs one file of `rows/` in a process of its own and sends its results to the one that started it.
const [, , file] = process.argv;

const { measure } = await import(file);
const results = await measure();
process.send?.({ results }, () => process.exit());
