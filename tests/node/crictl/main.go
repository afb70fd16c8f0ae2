// Command crictl is a small stand-in for the tool of the same name: the verbs and flags that
// planekeeper calls, over a real CRI socket, with the real tool's JSON, exit codes and errors.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

const crictlVersion = "v1.28.0"

type verb struct {
	run     func(*session, *flag.FlagSet) error
	declare func(*options, *flag.FlagSet)
}

var verbs = map[string]verb{
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
	"rmi":      {removeImages, declareRemove},
}

func fatal(err error) {
	fmt.Fprintf(os.Stderr, "time=%q level=fatal msg=%q\n", time.Now().UTC().Format(time.RFC3339), err.Error())
	os.Exit(1)
}

// usage prints what the real tool prints for a flag or a verb it does not know.
func usage(set *flag.FlagSet, err error) {
	if err == flag.ErrHelp {
		set.PrintDefaults()
		os.Exit(0)
	}
	fmt.Printf("Incorrect Usage: %v\n\n", err)
	fatal(err)
}

func main() {
	var opts options
	global := newFlagSet("crictl")
	showVersion := declareGlobal(&opts, global)
	if err := global.Parse(os.Args[1:]); err != nil {
		usage(global, err)
	}
	if *showVersion {
		fmt.Println("crictl version " + crictlVersion)
		return
	}
	chosen, known := verbs[global.Arg(0)]
	if !known {
		usage(global, fmt.Errorf("No help topic for '%s'", global.Arg(0)))
	}
	set := newFlagSet(global.Arg(0))
	if chosen.declare != nil {
		chosen.declare(&opts, set)
	}
	if err := set.Parse(global.Args()[1:]); err != nil {
		usage(set, err)
	}
	current, err := connect(&opts)
	if err == nil {
		err = chosen.run(current, set)
	}
	if err != nil {
		fatal(err)
	}
}
