// Slack's own Node client as an independent judge of slacksim: a small app on @slack/bolt in Socket
// Mode. It writes one JSON line on stdout for everything it meets; logs go to stderr. The Go test
// plays the people, reads the lines and checks the workspace.
import { createRequire } from 'node:module';

// The packages live outside the source tree, in the folder where npm put them.
const require = createRequire(`${process.env.JUDGE_MODULES}/package.json`);
const { App } = require('@slack/bolt');
const { WebClient } = require('@slack/web-api');

const slackApiUrl = process.env.JUDGE_API_URL;
const token = process.env.JUDGE_BOT_TOKEN;

function say(saw, details = {}) {
  process.stdout.write(`${JSON.stringify({ saw, ...details })}\n`);
}

const logger = {
  debug() {},
  info() {},
  warn: (...args) => console.error('warn', ...args),
  error: (...args) => console.error('error', ...args),
  setLevel() {},
  getLevel: () => 'warn',
  setName() {},
};

const app = new App({
  socketMode: true,
  token,
  appToken: process.env.JUDGE_APP_TOKEN,
  clientOptions: { slackApiUrl },
  logger,
});

app.error(async (error) => say('error', { message: String(error), data: error.original?.data ?? error.data }));

const plain = (text) => ({ type: 'plain_text', text });

const form = (channel) => ({
  type: 'modal',
  callback_id: 'form',
  private_metadata: channel,
  title: plain('Judge'),
  submit: plain('Send'),
  close: plain('Cancel'),
  notify_on_close: true,
  blocks: [
    { type: 'input', block_id: 'title', label: plain('Title'), element: { type: 'plain_text_input', action_id: 'text' } },
    {
      type: 'input',
      block_id: 'level',
      label: plain('Level'),
      element: {
        type: 'static_select',
        action_id: 'pick',
        options: ['low', 'high'].map((name) => ({ text: plain(name), value: name })),
      },
    },
  ],
});

// A message with a menu, which only the one who asked sees.
const choice = (channel, user) => ({
  channel,
  user,
  text: 'Which section?',
  blocks: [{
    type: 'section',
    block_id: 'which',
    text: { type: 'mrkdwn', text: '*Which section?*' },
    accessory: {
      type: 'static_select',
      action_id: 'section',
      placeholder: plain('Edit a section…'),
      options: ['Impact', 'Cause'].map((name) => ({ text: plain(name), value: name.toLowerCase() })),
    },
  }],
});

// /judge form opens the form, choose shows the menu, canvas makes the channel's canvas; anything else is
// repeated on the ack.
app.command('/judge', async ({ command, ack, client }) => {
  if (command.text === 'choose') {
    await ack();
    await client.chat.postEphemeral(choice(command.channel_id, command.user_id));
    say('asked');
    return;
  }
  if (command.text === 'canvas') {
    await ack();
    const made = await client.conversations.canvases.create({
      channel_id: command.channel_id,
      document_content: { type: 'markdown', markdown: '# Cause' },
    });
    say('canvas', { id: made.canvas_id });
    return;
  }
  if (command.text !== 'form') {
    await ack({ text: `heard ${command.text}` });
    say('command', { text: command.text, user: command.user_id, channel: command.channel_name });
    return;
  }
  const opened = await client.views.open({ trigger_id: command.trigger_id, view: form(command.channel_id) });
  await ack();
  say('form', { view: opened.view.id, hash: typeof opened.view.hash });
});

// The title "bad" is refused; any other is posted with a button.
app.view('form', async ({ ack, view, client, body }) => {
  const title = view.state.values.title.text.value;
  const level = view.state.values.level.pick.selected_option.value;
  if (title === 'bad') {
    await ack({ response_action: 'errors', errors: { title: 'Not a good title.' } });
    say('refused', { title });
    return;
  }
  await ack();
  const posted = await client.chat.postMessage({
    channel: view.private_metadata,
    text: title,
    blocks: [
      { type: 'section', block_id: 'what', text: { type: 'mrkdwn', text: `*${title}* (${level}) by <@${body.user.id}>` } },
      { type: 'actions', block_id: 'do', elements: [{ type: 'button', action_id: 'press', text: plain('Press'), value: 'v1' }] },
    ],
    metadata: { event_type: 'judged', event_payload: { level } },
  });
  say('submitted', { title, level, ts: posted.ts });
});

app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack }) => {
  await ack();
  say('closed');
});

app.action('press', async ({ ack, action, body, client, respond }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `pressed by <@${body.user.id}>`, blocks: [] });
  await respond({ text: 'thank you', response_type: 'ephemeral', replace_original: false });
  say('pressed', { value: action.value, block: action.block_id, container: body.container.type });
});

app.action('section', async ({ ack, action, body, respond }) => {
  await ack();
  await respond({ text: 'Cause it is', replace_original: true });
  say('chosen', {
    value: action.selected_option.value,
    ephemeral: body.container.is_ephemeral,
    state: body.state.values.which.section.selected_option.value,
  });
});

app.event('file_change', async ({ event, client }) => {
  const { file } = await client.files.info({ file: event.file_id });
  const read = await client.apiCall('canvases.getContent', { canvas_id: event.file_id }); // too new to have a method of its own
  say('edited', {
    filetype: file.filetype,
    mimetype: file.mimetype,
    owner: file.user,
    content: read.content,
  });
});

app.event('reaction_added', async ({ event, body, context }) => {
  say('reaction', { name: event.reaction, ts: event.item.ts, id: body.event_id, retry: context.retryNum ?? 0 });
});

app.message(/.*/, async ({ message }) => {
  if (message.subtype === undefined && message.bot_id === undefined) {
    say('message', { text: message.text, user: message.user });
  }
});

// One refusal that names the block, one missing page, one 429: what WebClient makes of them.
async function callTheAPI() {
  const client = new WebClient(token, { slackApiUrl, logger, retryConfig: { retries: 1, minTimeout: 1 } });
  client.on('rate_limited', (seconds, { url }) => say('rate_limited', { seconds, url: String(url) }));

  const whom = await client.auth.test();
  say('auth', { user: whom.user_id, bot: whom.bot_id, team: whom.team });

  const channels = [];
  for await (const page of client.paginate('conversations.list', { limit: 1, types: 'public_channel' })) {
    channels.push(...page.channels.map((c) => c.name));
  }
  say('channels', { names: channels });

  const general = process.env.JUDGE_CHANNEL;
  try {
    await client.chat.postMessage({ channel: general, text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }] });
  } catch (error) {
    say('bad_blocks', { error: error.data.error, messages: error.data.response_metadata.messages });
  }
  const posted = await client.chat.postMessage({ channel: general, text: 'after the limit' });
  say('posted', { ts: posted.ts });
}

process.stdin.on('data', (chunk) => {
  if (String(chunk).includes('api')) callTheAPI().catch((error) => say('error', { message: String(error) }));
});
process.stdin.on('end', async () => {
  await app.stop();
  process.exit(0);
});

await app.start();
say('ready');
