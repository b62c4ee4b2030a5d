// @ts-check

/** The users who can sign in to the playground's panel. */
module.exports = [
  {
    email: 'admin@demo.test',
    password: 'Demo-1234',
    firstname: 'Ada',
    lastname: 'Admin',
    role: 'strapi-super-admin',
  },
  {
    email: 'editor@demo.test',
    password: 'Demo-1234',
    firstname: 'Eddie',
    lastname: 'Editor',
    role: 'strapi-editor',
  },
];
