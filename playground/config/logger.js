// Without a line for every request. LOG_LEVEL=http shows them.
module.exports = ({ env }) => ({ level: env('LOG_LEVEL', 'info') });
