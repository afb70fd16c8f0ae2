// Command crictl is a small stand-in for the tool of the same name: the verbs and flags that
// planekeeper calls, over a real CRI socket, with the real tool's JSON, exit codes and errors.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

var verbs = map[string]struct {
	run     func(*session) error
	declare func(*options, *flag.FlagSet)
}{
	"version":  {version, nil},
	"info":     {info, declareOutput},
	"ps":       {listContainers, declareList},
	"pods":     {listPods, declareList},
	"images":   {listImages, declareList},
	"inspect":  {inspectContainer, declareOutput},
	"inspectp": {inspectPod, declareOutput},
	"inspecti": {inspectImage, declareOutput},
	"logs":     {logs, declareLogs},
	"stop":     {stopContainers, declareStop},
	"rm":       {removeContainers, declareRemove},
	"stopp":    {stopPods, nil},
	"rmp":      {removePods, declareRemove},
	"rmi":      {removeImages, nil},
}

func fatal(err error) {
	fmt.Fprintf(os.Stderr, "time=%q level=fatal msg=%q\n", time.Now().UTC().Format(time.RFC3339), err.Error())
	os.Exit(1)
}

// parse fails as the real tool does: usage on standard output, exit code 1.
func parse(set *flag.FlagSet, arguments []string) {
	if err := set.Parse(arguments); err != nil {
		fmt.Printf("Incorrect Usage: %v\n\n", err)
		fatal(err)
	}
}

func main() {
	var o options
	global := newFlagSet("crictl")
	declareGlobal(&o, global)
	parse(global, os.Args[1:])
	verb, known := verbs[global.Arg(0)]
	if !known {
		fatal(fmt.Errorf("No help topic for '%s'", global.Arg(0)))
	}
	set := newFlagSet(global.Arg(0))
	if verb.declare != nil {
		verb.declare(&o, set)
	}
	parse(set, global.Args()[1:])
	s, err := connect(&o, set.Args())
	if err == nil {
		err = verb.run(s)
		s.close()
	}
	if err != nil {
		fatal(err)
	}
}
