import type { ReactNode } from 'react';
import { BackButton, Layouts } from '@strapi/strapi/admin';

import { PLUGIN_PATH } from '../pluginId';

interface PageMessageProps {
  title: string;
  children: ReactNode;
}

/** A page that has only a message to show, such as why it could not be loaded. */
export const PageMessage = ({ title, children }: PageMessageProps) => (
  <>
    <Layouts.Header title={title} navigationAction={<BackButton fallback={PLUGIN_PATH} />} />
    <Layouts.Content>{children}</Layouts.Content>
  </>
);
