const { seedUsers } = require('./seed-users');

module.exports = {
  async bootstrap({ strapi }) {
    if (process.env.NODE_ENV === 'development') await seedUsers(strapi);
  },
};
