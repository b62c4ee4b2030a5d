module.exports = {
  flags: { nps: false, promoteEE: false },
};
