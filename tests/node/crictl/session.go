package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// session is one connection to the runtime with the options of this call.
type session struct {
	*options
	runtime cri.RuntimeServiceClient
	images  cri.ImageServiceClient
	about   *cri.VersionResponse
}

func connect(o *options) (*session, error) {
	if err := o.readConfig(); err != nil {
		return nil, err
	}
	target := o.endpoint
	if strings.HasPrefix(target, "/") {
		target = "unix://" + target
	}
	connection, err := grpc.Dial(target, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(16<<20)))
	if err != nil {
		return nil, fmt.Errorf("validate service connection: %w", err)
	}
	s := &session{options: o, runtime: cri.NewRuntimeServiceClient(connection), images: cri.NewImageServiceClient(connection)}
	ctx, cancel := s.context()
	defer cancel()
	s.about, err = s.runtime.Version(ctx, &cri.VersionRequest{})
	if err != nil {
		return nil, fmt.Errorf("validate service connection: validate CRI v1 runtime API for endpoint %q: %w", target, err)
	}
	return s, nil
}

func (s *session) context() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), s.timeout)
}

func version(s *session, _ *flag.FlagSet) error {
	fmt.Printf("Version:  %s\nRuntimeName:  %s\nRuntimeVersion:  %s\nRuntimeApiVersion:  %s\n",
		s.about.Version, s.about.RuntimeName, s.about.RuntimeVersion, s.about.RuntimeApiVersion)
	return nil
}

// age is a duration as the tables of the real tool show it.
func age(nanoseconds int64) string {
	passed := time.Since(time.Unix(0, nanoseconds))
	switch {
	case passed < 2*time.Minute:
		return fmt.Sprintf("%d seconds ago", int(passed.Seconds()))
	case passed < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(passed.Minutes()))
	case passed < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", int(passed.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(passed.Hours()/24))
}
