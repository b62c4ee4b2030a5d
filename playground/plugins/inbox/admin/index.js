import { Mail } from '@strapi/icons';

export default {
  register(app) {
    app.registerPlugin({ id: 'inbox', name: 'Inbox' });
    app.addMenuLink({
      to: 'plugins/inbox',
      icon: Mail,
      intlLabel: { id: 'inbox.name', defaultMessage: 'Inbox' },
      permissions: [{ action: 'plugin::inbox.read', subject: null }],
      Component: () => import('./InboxPage.jsx'),
    });
  },
};
