// Reads lines of JSON from standard input and answers each by a line.
//
//   {"codec": NAME, "again": HEX}   decodes, and encodes what comes out: {"hex": HEX}
//   {"codec": NAME, "encode": CODE} encodes the value of an expression: {"hex": HEX}
//   {"codec": NAME, "decode": HEX}  decodes, and shows what comes out as node does: {"shown": TEXT}
//
// What is thrown: {"error": TEXT}
import { createInterface } from 'node:readline'
import { inspect } from 'node:util'

import * as msgpack from '@msgpack/msgpack'
import * as cborX from 'cbor-x'
import * as cborg from 'cborg'
import * as msgpackr from 'msgpackr'

const codecs = { '@msgpack/msgpack': msgpack, msgpackr, 'cbor-x': cborX, cborg }
const hex = (bytes) => ({ hex: Buffer.from(bytes).toString('hex') })

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  const codec = codecs[request.codec]
  let answer
  try {
    if ('again' in request) {
      answer = hex(codec.encode(codec.decode(Buffer.from(request.again, 'hex'))))
    } else if ('encode' in request) {
      answer = hex(codec.encode(new Function(`return (${request.encode})`)()))
    } else {
      answer = { shown: inspect(codec.decode(Buffer.from(request.decode, 'hex'))) }
    }
  } catch (error) {
    answer = { error: error.message }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
