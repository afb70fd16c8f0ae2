package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

type options struct {
	configFile, endpoint, output, name string
	pod, filterID, namespace, state    string
	labels                             labels
	all, quiet, noTrunc, force         bool
	timeout                            time.Duration
	stopTimeout                        int64
	tail                               int
}

type labels map[string]string

func (l *labels) String() string { return fmt.Sprint(*l) }

func (l *labels) Set(text string) error {
	key, value, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("incorrectly formatted label %q, use key=value", text)
	}
	if *l == nil {
		*l = labels{}
	}
	(*l)[key] = value
	return nil
}

func newFlagSet(name string) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	return set
}

func declareGlobal(o *options, set *flag.FlagSet) {
	for _, name := range []string{"config", "c"} {
		set.StringVar(&o.configFile, name, "/etc/crictl.yaml", "")
	}
	for _, name := range []string{"runtime-endpoint", "r"} {
		set.StringVar(&o.endpoint, name, "", "")
	}
	for _, name := range []string{"image-endpoint", "i"} {
		set.String(name, "", "the runtime endpoint serves images, too")
	}
	for _, name := range []string{"timeout", "t"} {
		set.DurationVar(&o.timeout, name, 0, "")
	}
}

func declareOutput(o *options, set *flag.FlagSet) {
	for _, name := range []string{"output", "o"} {
		set.StringVar(&o.output, name, "", "")
	}
}

func declareList(o *options, set *flag.FlagSet) {
	declareOutput(o, set)
	set.StringVar(&o.name, "name", "", "a regular expression")
	set.StringVar(&o.filterID, "id", "", "")
	set.StringVar(&o.namespace, "namespace", "", "")
	set.Var(&o.labels, "label", "key=value")
	set.BoolVar(&o.noTrunc, "no-trunc", false, "")
	for names, target := range map[string]*string{"state s": &o.state, "pod p": &o.pod} {
		for _, name := range strings.Fields(names) {
			set.StringVar(target, name, "", "")
		}
	}
	for names, target := range map[string]*bool{"all a": &o.all, "quiet q": &o.quiet} {
		for _, name := range strings.Fields(names) {
			set.BoolVar(target, name, false, "")
		}
	}
}

func declareLogs(o *options, set *flag.FlagSet) { set.IntVar(&o.tail, "tail", -1, "") }

func declareStop(o *options, set *flag.FlagSet) {
	for _, name := range []string{"timeout", "t"} {
		set.Int64Var(&o.stopTimeout, name, 0, "seconds")
	}
}

func declareRemove(o *options, set *flag.FlagSet) {
	for _, name := range []string{"force", "f"} {
		set.BoolVar(&o.force, name, false, "")
	}
}

// readConfig fills in what the flags left open: from the environment, the file, the defaults.
func (o *options) readConfig() error {
	var config struct {
		RuntimeEndpoint string `json:"runtime-endpoint"`
		Timeout         int    `json:"timeout"`
	}
	text, err := os.ReadFile(o.configFile)
	if err == nil {
		err = yaml.Unmarshal(text, &config)
	}
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("load config file: %w", err)
	}
	for _, candidate := range []string{os.Getenv("CONTAINER_RUNTIME_ENDPOINT"), config.RuntimeEndpoint, "unix:///run/containerd/containerd.sock"} {
		if o.endpoint == "" {
			o.endpoint = candidate
		}
	}
	if o.timeout == 0 {
		o.timeout = time.Duration(config.Timeout) * time.Second
	}
	if o.timeout == 0 {
		o.timeout = 2 * time.Second
	}
	return nil
}
