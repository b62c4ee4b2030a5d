/** Tells the test that started this process of something that happened. */
export const tell = (event, details = {}) => process.send({ event, details });

/** What of an error can be sent to another process. */
export const describeError = (error) => ({
  name: error?.name,
  message: String(error?.message ?? error),
  code: error?.code,
  reason: error?.reason,
});

/** Does what the test that started this process says, and ends when the test does. */
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
