// A receiver of pointsman's webhooks, with the standard library only:
// go run receiver.go, with WEBHOOK_SECRET and PORT in the environment.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tolerance = 300 * time.Second
	maxBytes  = 1_000_000
)

// What a receiver needs of the body; members that it does not name are left alone.
type event struct {
	ID          string  `json:"id"`
	Event       string  `json:"event"`
	Repository  string  `json:"repository"`
	PromptID    string  `json:"prompt_id"`
	Environment *string `json:"environment"`
	Version     *string `json:"version"`
	Sequence    int64   `json:"sequence"`
}

// In earnest both are tables with a unique key, written before the answer.
var (
	lock   sync.Mutex
	seen   = map[[2]string]bool{}
	newest = map[[3]string]int64{}
)

// The keys of WEBHOOK_SECRET and, while the secret rotates, WEBHOOK_SECRET_PREVIOUS.
func readKeys() ([][]byte, error) {
	var keys [][]byte
	for _, name := range []string{"WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"} {
		secret := os.Getenv(name)
		if secret == "" {
			continue
		}
		key := []byte(secret) // any secret without whsec_ is its own bytes
		if strings.HasPrefix(secret, "whsec_") {
			var err error
			if key, err = base64.StdEncoding.DecodeString(secret[len("whsec_"):]); err != nil {
				return nil, fmt.Errorf("%s: what follows whsec_ is no base64", name)
			}
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("WEBHOOK_SECRET is missing")
	}
	return keys, nil
}

// Is it from someone who holds one of the keys, and fresh?
func verified(header http.Header, body []byte, keys [][]byte) bool {
	timestamp := header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	for _, key := range keys {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.", header.Get("webhook-id"), timestamp)
		mac.Write(body)
		expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for _, offered := range strings.Split(header.Get("webhook-signature"), " ") {
			if hmac.Equal([]byte(offered), []byte(expected)) {
				return true
			}
		}
	}
	return false
}

// Neither a repeat, nor older than what came before it.
func isNews(e event) bool {
	place := [3]string{e.Repository, e.PromptID, text(e.Environment)}
	lock.Lock()
	defer lock.Unlock()
	delivery := [2]string{e.Repository, e.ID}
	if seen[delivery] {
		return false
	}
	seen[delivery] = true
	if e.Sequence < newest[place] {
		return false
	}
	newest[place] = e.Sequence
	return true
}

// The work itself, after the answer. Whatever the type, environment and version say what is live.
func apply(e event) {
	fmt.Printf("%s: %s %s in %s\n", e.Event, e.PromptID, text(e.Version), text(e.Environment))
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

func receive(keys [][]byte) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		// The bytes as they arrive, before anything parses them.
		body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, maxBytes))
		if err != nil {
			http.Error(response, "", http.StatusRequestEntityTooLarge)
			return
		}
		if !verified(request.Header, body, keys) {
			log.Print("refused")
			http.Error(response, "", http.StatusUnauthorized)
			return
		}
		var e event
		if err := json.Unmarshal(body, &e); err != nil {
			http.Error(response, "", http.StatusBadRequest)
			return
		}
		if !isNews(e) {
			response.WriteHeader(http.StatusOK)
			return
		}
		response.WriteHeader(http.StatusAccepted)
		go apply(e)
	}
}

func main() {
	keys, err := readKeys()
	if err != nil {
		log.Fatal(err)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, receive(keys)))
}
