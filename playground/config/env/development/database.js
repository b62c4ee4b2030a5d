const path = require('node:path');

module.exports = ({ env }) => ({
  connection: {
    connection: {
      // Outside `dist`, where a build puts this file, so that a new build keeps the data.
      filename: path.resolve(env('DATABASE_FILENAME', '.tmp/data.db')),
    },
  },
});
