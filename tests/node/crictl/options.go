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
	configFile, endpoint             string
	timeout                          time.Duration
	output, name, pod, id, namespace string
	state, image                     string
	labels                           labels
	all, quiet, noTrunc, force       bool
	last, tail, stopTimeout          int64
	timestamps                       bool
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

func stringFlag(set *flag.FlagSet, target *string, usage string, names ...string) {
	for _, name := range names {
		set.StringVar(target, name, *target, usage)
	}
}

func boolFlag(set *flag.FlagSet, target *bool, usage string, names ...string) {
	for _, name := range names {
		set.BoolVar(target, name, *target, usage)
	}
}

func declareGlobal(o *options, set *flag.FlagSet) *bool {
	o.configFile, o.timeout = "/etc/crictl.yaml", 2*time.Second
	stringFlag(set, &o.configFile, "client config file", "config", "c")
	stringFlag(set, &o.endpoint, "CRI endpoint", "runtime-endpoint", "r")
	ignored := ""
	stringFlag(set, &ignored, "CRI image endpoint (the runtime endpoint serves both)", "image-endpoint", "i")
	set.DurationVar(&o.timeout, "timeout", o.timeout, "timeout of a request")
	set.DurationVar(&o.timeout, "t", o.timeout, "timeout of a request")
	show := false
	boolFlag(set, &show, "print the version", "version", "v")
	return &show
}

func declareOutput(o *options, set *flag.FlagSet) {
	stringFlag(set, &o.output, "format", "output", "o")
}

func declareList(o *options, set *flag.FlagSet) {
	declareOutput(o, set)
	stringFlag(set, &o.name, "regular expression of the name", "name")
	stringFlag(set, &o.id, "id", "id")
	stringFlag(set, &o.state, "state", "state", "s")
	stringFlag(set, &o.pod, "pod id", "pod", "p")
	stringFlag(set, &o.namespace, "regular expression of the namespace", "namespace")
	stringFlag(set, &o.image, "image", "image")
	set.Var(&o.labels, "label", "key=value")
	boolFlag(set, &o.all, "all states", "all", "a")
	boolFlag(set, &o.quiet, "ids only", "quiet", "q")
	boolFlag(set, &o.noTrunc, "whole ids", "no-trunc")
	set.Int64Var(&o.last, "last", 0, "the newest n")
	set.Int64Var(&o.last, "n", 0, "the newest n")
}

func declareLogs(o *options, set *flag.FlagSet) {
	set.Int64Var(&o.tail, "tail", -1, "number of lines from the end")
	boolFlag(set, &o.timestamps, "show timestamps", "timestamps", "t")
}

func declareStop(o *options, set *flag.FlagSet) {
	set.Int64Var(&o.stopTimeout, "timeout", 0, "seconds before the container is killed")
	set.Int64Var(&o.stopTimeout, "t", 0, "seconds before the container is killed")
}

func declareRemove(o *options, set *flag.FlagSet) {
	boolFlag(set, &o.all, "all", "all", "a")
	boolFlag(set, &o.force, "stop first", "force", "f")
}

// readConfig fills in what the flags and the environment left open.
func (o *options) readConfig() error {
	if o.endpoint == "" {
		o.endpoint = os.Getenv("CONTAINER_RUNTIME_ENDPOINT")
	}
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
	if config.Timeout > 0 && o.timeout == 2*time.Second {
		o.timeout = time.Duration(config.Timeout) * time.Second
	}
	if o.endpoint == "" {
		o.endpoint = config.RuntimeEndpoint
	}
	if o.endpoint == "" {
		o.endpoint = "unix:///run/containerd/containerd.sock"
	}
	return nil
}
