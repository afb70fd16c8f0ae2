package main

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/gogo/protobuf/proto"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func short(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	if len(id) > 13 {
		return id[:13]
	}
	return id
}

// age is a duration as the tables of the real tool show it.
func age(nanoseconds int64) string {
	passed := time.Since(time.Unix(0, nanoseconds))
	switch {
	case passed < 2*time.Minute:
		return fmt.Sprintf("%d seconds ago", int(passed.Seconds()))
	case passed < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(passed.Minutes()))
	}
	return fmt.Sprintf("%d hours ago", int(passed.Hours()))
}

// stateValue finds an enum value by the word on the command line; "" stands for the default.
func stateValue(values map[string]int32, prefix, word string) (int32, error) {
	value, known := values[prefix+strings.ToUpper(word)]
	if !known {
		return 0, fmt.Errorf("--state %q is not known", word)
	}
	return value, nil
}

// show prints the entries as ids, as a table, or the message that has all of them.
func show[T any](s *session, entries []T, message proto.Message, header string, row func(T) []string) error {
	if !s.quiet && s.output != "" && s.output != "table" {
		return printMessage(message, s.output)
	}
	var rows [][]string
	for _, entry := range entries {
		rows = append(rows, row(entry))
		if s.quiet {
			fmt.Println(row(entry)[0])
		}
	}
	if s.quiet {
		return nil
	}
	return printTable(header, rows)
}

func (s *session) id(id string) string {
	if s.quiet || s.noTrunc {
		return id
	}
	return short(id)
}

func (s *session) containers() ([]*cri.Container, error) {
	filter := &cri.ContainerFilter{Id: s.filterID, PodSandboxId: s.pod, LabelSelector: s.labels}
	if s.state == "" && !s.all {
		s.state = "running"
	}
	if s.state != "" {
		value, err := stateValue(cri.ContainerState_value, "CONTAINER_", s.state)
		if err != nil {
			return nil, err
		}
		filter.State = &cri.ContainerStateValue{State: cri.ContainerState(value)}
	}
	name, err := regexp.Compile(s.name)
	if err != nil {
		return nil, err
	}
	answer, err := s.runtime.ListContainers(s.ctx, &cri.ListContainersRequest{Filter: filter})
	if err != nil {
		return nil, fmt.Errorf("listing containers: %w", err)
	}
	found := []*cri.Container{}
	for _, container := range answer.Containers {
		if name.MatchString(container.Metadata.Name) {
			found = append(found, container)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].CreatedAt > found[j].CreatedAt })
	return found, nil
}

func listContainers(s *session) error {
	found, err := s.containers()
	if err != nil {
		return err
	}
	header := "CONTAINER\tIMAGE\tCREATED\tSTATE\tNAME\tATTEMPT\tPOD ID\tPOD"
	return show(s, found, &cri.ListContainersResponse{Containers: found}, header, func(c *cri.Container) []string {
		state := strings.TrimPrefix(c.State.String(), "CONTAINER_")
		return []string{s.id(c.Id), short(c.Image.Image), age(c.CreatedAt), state[:1] + strings.ToLower(state[1:]),
			c.Metadata.Name, fmt.Sprint(c.Metadata.Attempt), short(c.PodSandboxId), c.Labels["io.kubernetes.pod.name"]}
	})
}

func listPods(s *session) error {
	filter := &cri.PodSandboxFilter{Id: s.filterID, LabelSelector: s.labels}
	if s.state != "" {
		value, err := stateValue(cri.PodSandboxState_value, "SANDBOX_", s.state)
		if err != nil {
			return err
		}
		filter.State = &cri.PodSandboxStateValue{State: cri.PodSandboxState(value)}
	}
	name, err := regexp.Compile(s.name)
	if err != nil {
		return err
	}
	answer, err := s.runtime.ListPodSandbox(s.ctx, &cri.ListPodSandboxRequest{Filter: filter})
	if err != nil {
		return fmt.Errorf("listing pod sandboxes: %w", err)
	}
	found := []*cri.PodSandbox{}
	for _, pod := range answer.Items {
		if name.MatchString(pod.Metadata.Name) && (s.namespace == "" || s.namespace == pod.Metadata.Namespace) {
			found = append(found, pod)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].CreatedAt > found[j].CreatedAt })
	header := "POD ID\tCREATED\tSTATE\tNAME\tNAMESPACE\tATTEMPT\tRUNTIME"
	return show(s, found, &cri.ListPodSandboxResponse{Items: found}, header, func(pod *cri.PodSandbox) []string {
		state := map[bool]string{true: "Ready", false: "NotReady"}[pod.State == cri.PodSandboxState_SANDBOX_READY]
		return []string{s.id(pod.Id), age(pod.CreatedAt), state, pod.Metadata.Name, pod.Metadata.Namespace,
			fmt.Sprint(pod.Metadata.Attempt), "(default)"}
	})
}

func listImages(s *session) error {
	filter := &cri.ImageFilter{Image: &cri.ImageSpec{Image: s.argument(0)}}
	answer, err := s.images.ListImages(s.ctx, &cri.ListImagesRequest{Filter: filter})
	if err != nil {
		return fmt.Errorf("listing images: %w", err)
	}
	return show(s, answer.Images, answer, "IMAGE\tTAG\tIMAGE ID\tSIZE", func(image *cri.Image) []string {
		if s.quiet {
			return []string{image.Id}
		}
		reference := append(image.RepoTags, "<none>:<none>")[0]
		colon := strings.LastIndex(reference, ":")
		return []string{reference[:colon], reference[colon+1:], s.id(image.Id), fmt.Sprintf("%.1fMB", float64(image.Size_)/1e6)}
	})
}
