#!/bin/sh
# npm slip 1.0.2: a message of 1,200 bytes is too large for a limit of 2,000.
#
# One may expect: "Messages larger than this value will cause the onError callback to be invoked" (README, maxMessageSize),
# so messages of 1,200 bytes pass with a maxMessageSize of 2,000.
# Seen: not the message is compared with the limit but the buffer for it, which starts at 1,024 bytes and doubles. The
# message that makes it grow to 2,048 is lost. With a bufferSize just below the limit it has no need to grow.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . slip@1.0.2 >&2

cat >expected <<'END'
1000 read
1024 read
1200 The message is too large; the maximum message size is 1.953125KB. Use a larger maxMessageSize if necessary.
END
node - >seen <<'END'
const slip = require('slip')
for (const size of [1000, 1024, 1200]) {
  let seen
  const decoder = new slip.Decoder({
    maxMessageSize: 2000,
    onMessage: message => { seen ??= message.length === size ? 'read' : `${message.length} bytes` },
    onError: (_, text) => { seen ??= text }
  })
  decoder.decode(slip.encode(new Uint8Array(size).fill(65)))
  console.log(size, seen)
}
END
diff expected seen
