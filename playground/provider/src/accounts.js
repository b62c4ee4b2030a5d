// @ts-check

/**
 * @typedef {object} Message
 * @property {string} from
 * @property {string} subject
 * @property {string} preview
 * @property {number} minutesAgo Counted from the start of the service.
 *
 * @typedef {object} Account
 * @property {string} id The subject (`sub`) in tokens.
 * @property {string} name
 * @property {string} email
 * @property {string} password
 * @property {Message[]} messages
 */

/** @type {Account[]} */
export const demoAccounts = [
  {
    id: 'jane',
    name: 'Jane Miller',
    email: 'jane@demo.test',
    password: 'Demo-1234',
    messages: [
      {
        from: 'Noor Haddad',
        subject: 'Photos for the autumn issue',
        preview: 'I uploaded the last twelve. Number seven is my favourite, see what you think.',
        minutesAgo: 4,
      },
      {
        from: 'Print shop',
        subject: 'Proofs are ready',
        preview: 'Your proofs can be picked up from 9 am. Please confirm the paper weight.',
        minutesAgo: 95,
      },
      {
        from: 'Tomás Ruiz',
        subject: 'Lunch on Thursday?',
        preview: 'The new place around the corner has a table for four at half past twelve.',
        minutesAgo: 60 * 26,
      },
    ],
  },
  {
    id: 'john',
    name: 'John Okafor',
    email: 'john@demo.test',
    password: 'Demo-1234',
    messages: [
      {
        from: 'Harbour Library',
        subject: 'Your reservation has arrived',
        preview: '“The Design of Everyday Things” waits for you at the desk until Saturday.',
        minutesAgo: 18,
      },
      {
        from: 'Mei Tanaka',
        subject: 'Notes from this morning',
        preview: 'Three decisions, one open question. The open question is yours, sorry.',
        minutesAgo: 60 * 5,
      },
    ],
  },
];

/** @param {Account} account */
export const claimsOf = ({ id, email, name }) => ({ sub: id, email, email_verified: true, name });

/**
 * @param {Account[]} accounts
 * @param {{ email?: string, password?: string }} credentials
 */
export function authenticate(accounts, { email = '', password }) {
  const address = email.trim().toLowerCase();
  return accounts.find((account) => account.email === address && account.password === password);
}
