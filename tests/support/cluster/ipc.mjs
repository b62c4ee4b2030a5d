/** Reports an event to the test that started this process. */
export const tell = (event, details = {}) => process.send({ event, details });

/** The parts of an error that can be sent to another process. */
export const describeError = (error) => ({
  name: error?.name,
  message: String(error?.message ?? error),
  code: error?.code,
  reason: error?.reason,
});

/** Runs the commands of the test that started this process, and ends when the test does. */
export const obey = (commands) => {
  process.on('message', async ({ id, command, args }) => {
    try {
      process.send({ id, result: await commands[command](...args) });
    } catch (error) {
      process.send({ id, error: describeError(error) });
    }
  });
  process.on('disconnect', () => process.exit());
};
