import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';

import { ConnectionFacts } from './ConnectionFacts.jsx';
import { useGetInboxQuery } from './inboxApi';
import { Problem } from './Problem.jsx';

const RELOAD_INTERVAL_MS = 10_000;

function InboxPage() {
  const { data, error, isLoading, isFetching, refetch } = useGetInboxQuery(undefined, {
    pollingInterval: RELOAD_INTERVAL_MS,
    refetchOnMountOrArgChange: true,
  });

  if (isLoading) return <Page.Loading />;

  return (
    <Page.Main>
      <Page.Title>Inbox</Page.Title>
      <Layouts.Header
        title="Inbox"
        subtitle={error ? undefined : `Mails of ${data.connection.accountLabel}`}
        primaryAction={
          <Button startIcon={<ArrowClockwise />} onClick={refetch} loading={isFetching}>
            Refresh list
          </Button>
        }
      />
      <Layouts.Content>
        {error ? (
          <Problem error={error} />
        ) : (
          <Flex direction="column" alignItems="stretch" gap={4}>
            <ConnectionFacts connection={data.connection} />
            {data.messages.map((message) => (
              <Message key={message.id} {...message} />
            ))}
          </Flex>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

function Message({ from, subject, preview, receivedAt }) {
  return (
    <Box tag="article" background="neutral0" padding={5} hasRadius shadow="tableShadow">
      <Flex justifyContent="space-between" gap={4} wrap="wrap">
        <Typography fontWeight="bold">{from}</Typography>
        <Typography variant="pi" textColor="neutral600">
          <time dateTime={receivedAt}>{new Date(receivedAt).toLocaleString()}</time>
        </Typography>
      </Flex>
      <Typography tag="h2" variant="delta">
        {subject}
      </Typography>
      <Typography textColor="neutral600">{preview}</Typography>
    </Box>
  );
}

export default function ProtectedInboxPage() {
  return (
    <Page.Protect permissions={[{ action: 'plugin::inbox.read', subject: null }]}>
      <InboxPage />
    </Page.Protect>
  );
}
