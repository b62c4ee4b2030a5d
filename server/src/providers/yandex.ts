import { preset } from './preset';

/**
 * Yandex ID. Without scopes in the request, Yandex grants those of the app. There is no revocation
 * endpoint, because Yandex revokes only tokens that are bound to a device.
 */
export const yandex = preset({
  id: 'yandex',
  name: 'Yandex',
  endpoints: {
    authorizationEndpoint: 'https://oauth.yandex.com/authorize',
    tokenEndpoint: 'https://oauth.yandex.com/token',
    userinfoEndpoint: 'https://login.yandex.ru/info?format=json',
  },
  apiOrigins: ['https://login.yandex.ru', 'https://cloud-api.yandex.net'],
  protocol: {
    responsePlaces: { accountName: ['default_email'] },
    // https://yandex.com/dev/id/doc/en/user-information
    apiScheme: 'OAuth',
  },
  usefulScopes: [
    { scope: 'login:info', description: 'Read the name and login of a user' },
    { scope: 'login:email', description: 'Read the email addresses of a user' },
    { scope: 'login:avatar', description: 'Read the portrait of a user' },
    { scope: 'cloud_api:disk.read', description: 'Read the files on Yandex Disk' },
    { scope: 'cloud_api:disk.write', description: 'Write files to Yandex Disk' },
    { scope: 'cloud_api:disk.app_folder', description: 'Use a folder of the app on Yandex Disk' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app for the platform Web services at Yandex OAuth.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty, or enter scopes that the app has. Yandex refuses all others. Give the app at least login:info and login:email, so that connections show whose they are.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the app.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of other APIs of Yandex, such as https://api-metrika.yandex.net.',
    },
  ],
  consoleUrl: 'https://oauth.yandex.com/',
  documentationUrl: 'https://yandex.com/dev/id/doc/en/codes/code-url',
  sources: [
    'https://yandex.com/dev/id/doc/en/codes/code-url',
    'https://yandex.com/dev/id/doc/en/tokens/refresh-client',
    'https://yandex.com/dev/id/doc/en/user-information',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Yandex/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed that Yandex revokes only tokens whose request named a device.',
  ],
});
