package stage

import (
	"fmt"
	"net"

	"github.com/spf13/pflag"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

// Listen is where a simulated workspace can be reached, its page included.
type Listen struct {
	Addr       string // host:port
	Everywhere bool   // other machines may reach it too; the page asks nobody who they are
}

// Flags adds the flags that set it. What is set already is the default.
func (l *Listen) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&l.Addr, "addr", l.Addr, "listen on this `host:port`; port 0 takes any free one")
	flags.BoolVar(&l.Everywhere, "listen-on-every-interface", l.Everywhere, "let other machines reach --addr, and its page by the machine's IP address")
}

// Check refuses an address that other machines can reach if nobody said that they may.
func (l *Listen) Check() error {
	if !l.Everywhere && !isLoopback(l.Addr) {
		return complain.Usage(fmt.Sprintf("--addr %s can be reached from other machines, and the simulated Slack asks nobody who they are", l.Addr),
			"take an address such as 127.0.0.1:8099, or add --listen-on-every-interface if that is what you want.")
	}
	return nil
}

// isLoopback reports whether only this machine can reach an address.
func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return true // slacksim.Start says what is wrong with it
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
