package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/store"
)

// databases makes a fresh one for each part, on the server of this run.
type databases struct {
	server string
	made   int
}

// fresh returns the address of a new, migrated database. It goes with the server.
func (d *databases) fresh(ctx context.Context) (string, error) {
	d.made++
	name := fmt.Sprintf("bench_%d", d.made)
	if err := d.admin(ctx, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "create database "+name)
		return err
	}); err != nil {
		return "", fmt.Errorf("make database: %w", err)
	}
	address, err := url.Parse(d.server)
	if err != nil {
		return "", err
	}
	address.Path = "/" + name
	return address.String(), store.Migrate(ctx, address.String(), nil)
}

func (d *databases) version(ctx context.Context) (version string, err error) {
	err = d.admin(ctx, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, "show server_version").Scan(&version)
	})
	return version, err
}

func (d *databases) admin(ctx context.Context, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, d.server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return do(conn)
}
