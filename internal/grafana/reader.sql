-- Makes the login that Grafana reads with, or gives it another password. Run by somebody who may make roles, as in
--   psql --set=password=… --file=reader.sql tocsin
do $$
begin
    create role tocsin_grafana;
exception
    when duplicate_object or unique_violation then null;
end
$$;
alter role tocsin_grafana login password :'password';
alter role tocsin_grafana set default_transaction_read_only = on;
alter role tocsin_grafana set statement_timeout = '1min';
grant tocsin_reader to tocsin_grafana;
