import { screen } from '@testing-library/react';

import { renderPage } from './render';

type User = ReturnType<typeof renderPage>['user'];

/** Chooses a service on the first page of a new app, and waits for its form. */
export const chooseService = async (user: User, name: string): Promise<void> => {
  await user.click(await screen.findByRole('link', { name }));
  await screen.findByText('Change service');
};

/** Opens the form of a new app, by way of the service that it is for. */
export const openCreateForm = async (service = 'Another provider'): Promise<User> => {
  const { user } = renderPage('/create');
  await chooseService(user, service);
  return user;
};

/** Changes the provider in the form of an existing app. */
export const changeProvider = async (user: User, name: string): Promise<void> => {
  await user.click(screen.getByRole('combobox', { name: 'Provider' }));
  await user.click(await screen.findByRole('option', { name }));
};
