import { describe, expect, test } from "vitest";
import { withPorts } from "./listening";

describe("lines to paste name a port that is listened on", () => {
  test.each([
    ["the usual one stays", "ip netstream export host 192.0.2.10 2055", [2055, 4739], "ip netstream export host 192.0.2.10 2055"],
    ["another takes its place", " transport udp 2055", [19055, 4739], " transport udp 19055"],
    ["after a colon", "softflowd -n 192.0.2.10:4739 -t maxlife=60", [19055], "softflowd -n 192.0.2.10:19055 -t maxlife=60"],
    ["other numbers stay", "ip netstream sampler fix-packets 1000 inbound", [19055], "ip netstream sampler fix-packets 1000 inbound"],
    ["a part of an address stays", "host 2001:db8::2055", [19055], "host 2001:db8::2055"],
    ["nothing known, nothing changed", " transport udp 2055", [], " transport udp 2055"],
  ])("%s", (_, line, ports, expected) => expect(withPorts(line, ports)).toBe(expected));
});
