import { forwardRef } from 'react';
import { Button } from '@strapi/design-system';

import type { ConnectionSummary } from '../../../server/src/contracts';
import type { ConnectControl } from '../hooks/useConnect';
import { useTranslate } from '../hooks/useTranslate';
import { wantsReconnect } from '../utils/connectionStateText';

interface ConnectButtonProps {
  connection: ConnectionSummary | null;
  control: ConnectControl;
  name: string;
  disabled: boolean;
  /** The id of the text that says why it is disabled. */
  describedBy?: string;
  /** Shows the app's name on the button, not only to screen readers. */
  isNamed?: boolean;
}

export const ConnectButton = forwardRef<HTMLButtonElement, ConnectButtonProps>(
  ({ connection, control, name, disabled, describedBy, isNamed = false }, ref) => {
    const t = useTranslate();
    const label = t(connection ? 'connect.again.label' : 'connect.label', { name });
    const text = t(connection ? 'connect.again' : 'connect.button');
    return (
      <Button
        ref={ref}
        variant={wantsReconnect(connection) ? 'default' : 'tertiary'}
        aria-label={label}
        aria-describedby={describedBy}
        disabled={disabled}
        loading={control.attempt.state === 'starting'}
        onClick={() => control.connect('me')}
      >
        {isNamed && !connection ? label : text}
      </Button>
    );
  }
);
ConnectButton.displayName = 'ConnectButton';
