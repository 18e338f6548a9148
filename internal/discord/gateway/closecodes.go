package gateway

import (
	"errors"
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway/wire"
)

// A FinalError is what Discord closes a connection with when trying again is of no use.
type FinalError struct {
	Code int // of the close frame
	Next string
}

// Error names the close code, and what to do about it.
func (e *FinalError) Error() string {
	return fmt.Sprintf("Discord closed the connection for good (%d): %s", e.Code, e.Next)
}

// finalError explains a close code after which Discord wants no further attempt; nil if it may be tried again.
func finalError(err error) error {
	var closed *wire.CloseError
	if !errors.As(err, &closed) {
		return nil
	}
	next, ok := map[int]string{
		4004: "the token is not valid any more; copy a new one from the Bot page of the Discord Developer Portal into DISCORD_TOKEN",
		4010: "this shard does not exist; look at SHARDS and SHARD_IDS",
		4011: "the bot is in too many servers for this number of shards; set SHARDS=auto",
		4012: "this version of the gateway is no longer spoken; install a newer sitrep",
		4013: "the intents are not valid; install a newer sitrep",
		4014: "the bot asks for an intent it does not have; switch Message Content Intent on in the Bot page of the Discord Developer Portal, or unset MESSAGE_CONTENT",
	}[closed.Code]
	if !ok {
		return nil
	}
	return &FinalError{closed.Code, next}
}
