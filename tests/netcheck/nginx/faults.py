"""One change of a sound configuration for each fault that a look at it finds."""

from __future__ import annotations

FAULTS = {
    # name: (what is changed, what to, the code, the line that is pointed at)
    "another port": ("listen 80;", "listen 8080;", "nginx_wrong_port", "listen 8080;"),
    "loopback alone": ("listen 80;", "listen 127.0.0.1:80;", "nginx_wrong_port", "listen 127.0.0.1:80;"),
    "IPv6 alone": ("listen 80;", "listen [::]:80;", "nginx_wrong_port", "listen [::]:80;"),
    "another name": (
        *("server_name money.getz.fr;", "server_name money.example.fr;"),
        *("nginx_wrong_name", "server_name money.example.fr;"),
    ),
    "pages from disk": (
        *("        location / {\n            proxy_pass http://127.0.0.1:8018;", "        location / {"),
        *("nginx_page_missing", "location / {"),
    ),
    "sockets from disk": (
        *("            proxy_pass http://kiosk;\n", ""),
        *("nginx_ws_wrong_upstream", "location /ws/ {"),
    ),
    "another port for pages": (
        *("proxy_pass http://127.0.0.1:8018;", "proxy_pass http://127.0.0.1:8000;"),
        *("nginx_wrong_upstream", "proxy_pass http://127.0.0.1:8000;"),
    ),
    "TLS towards daphne": (
        *("proxy_pass http://127.0.0.1:8018;", "proxy_pass https://127.0.0.1:8018;"),
        *("nginx_wrong_upstream", "proxy_pass https://127.0.0.1:8018;"),
    ),
    "another host": (
        *("proxy_pass http://127.0.0.1:8018;", "proxy_pass http://192.168.1.9:8018;"),
        *("nginx_wrong_upstream", "proxy_pass http://192.168.1.9:8018;"),
    ),
    "another port for sockets": (
        *("server 127.0.0.1:8018;", "server 127.0.0.1:8000;"),
        *("nginx_ws_wrong_upstream", "server 127.0.0.1:8000;"),
    ),
    "localhost": (
        *("proxy_pass http://127.0.0.1:8018;", "proxy_pass http://localhost:8018;"),
        *("nginx_localhost", "proxy_pass http://localhost:8018;"),
    ),
    "localhost in an upstream": (
        *("server 127.0.0.1:8018;", "server localhost:8018;"),
        *("nginx_localhost", "server localhost:8018;"),
    ),
    "a path for sockets": (
        *("proxy_pass http://kiosk;", "proxy_pass http://kiosk/;"),
        *("nginx_ws_wrong_path", "proxy_pass http://kiosk/;"),
    ),
    "no upgrade headers": (
        *('proxy_set_header Upgrade $http_upgrade;\n            proxy_set_header Connection "upgrade";', ""),
        *("nginx_no_upgrade_headers", "proxy_pass http://kiosk;"),
    ),
    "no location for sockets": (
        *("location /ws/", "location /sockets/"),
        *("nginx_no_upgrade_headers", "proxy_pass http://127.0.0.1:8018;"),
    ),
    "Upgrade alone": (
        *('proxy_set_header Connection "upgrade";', ""),
        *("nginx_half_upgrade_headers", "proxy_pass http://kiosk;"),
    ),
    "Connection alone": (
        *("proxy_set_header Upgrade $http_upgrade;", ""),
        *("nginx_half_upgrade_headers", "proxy_pass http://kiosk;"),
    ),
    "Connection closed": (
        *('proxy_set_header Connection "upgrade";', 'proxy_set_header Connection "";'),
        *("nginx_half_upgrade_headers", 'proxy_set_header Connection "";'),
    ),
    "HTTP/1.0": ("proxy_http_version 1.1;", "", "nginx_http_version", "proxy_pass http://kiosk;"),
    "Host not set": (
        *("proxy_set_header host $http_host;", ""),
        *("nginx_host_lost", "proxy_pass http://127.0.0.1:8018;"),
    ),
    "Host of the upstream": (
        *("proxy_set_header host $http_host;", "proxy_set_header host $proxy_host;"),
        *("nginx_host_lost", "proxy_set_header host $proxy_host;"),
    ),
    "X-Forwarded-For not set": (
        *("proxy_set_header x-forwarded-for $remote_addr;", ""),
        *("nginx_forwarded_for", "proxy_pass http://127.0.0.1:8018;"),
    ),
    "X-Forwarded-For appended": (
        *("x-forwarded-for $remote_addr;", "x-forwarded-for $proxy_add_x_forwarded_for;"),
        *("nginx_forwarded_for", "proxy_set_header x-forwarded-for $proxy_add_x_forwarded_for;"),
    ),
    "X-Forwarded-For of the client": (
        *("x-forwarded-for $remote_addr;", "x-forwarded-for $http_x_forwarded_for;"),
        *("nginx_forwarded_for", "proxy_set_header x-forwarded-for $http_x_forwarded_for;"),
    ),
    "another alias": (
        *("alias /srv/ganomics/static/;", "alias /var/www/static/;"),
        *("static_missing", "alias /var/www/static/;"),
    ),
    "an alias without its slash": (
        *("alias /srv/ganomics/static/;", "alias /srv/ganomics/static;"),
        *("static_missing", "alias /srv/ganomics/static;"),
    ),
    "root in place of alias": (
        *("alias /srv/ganomics/static/;", "root /srv/ganomics/static/;"),
        *("static_missing", "root /srv/ganomics/static/;"),
    ),
    "a location without its slash": (
        *("location /static/ {", "location /static {"),
        *("static_escape", "location /static {"),
    ),
    "autoindex": (
        *("alias /srv/ganomics/static/;", "alias /srv/ganomics/static/;\n            autoindex on;"),
        *("static_listing", "autoindex on;"),
    ),
    "autoindex further out": (
        *("server_name money.getz.fr;", "server_name money.getz.fr;\n        autoindex on;"),
        *("static_listing", "autoindex on;"),
    ),
    "few connections": (
        *("worker_connections 1024;", "worker_connections 64;"),
        *("too_few_connections", "worker_connections 64;"),
    ),
    "a short time-out": (
        *("proxy_pass http://kiosk;", "proxy_pass http://kiosk;\n            proxy_read_timeout 15s;"),
        *("ws_cut_when_idle", "proxy_read_timeout 15s;"),
    ),
    "a short time-out further out": (
        *("server_name money.getz.fr;", "server_name money.getz.fr;\n        proxy_read_timeout 20000ms;"),
        *("ws_cut_when_idle", "proxy_read_timeout 20000ms;"),
    ),
    "a missing semicolon": (
        *("proxy_pass http://kiosk;", "proxy_pass http://kiosk"),
        *("nginx_unreadable", "proxy_pass http://kiosk"),
    ),
    "an include of nothing": (
        *("server_name money.getz.fr;", "server_name money.getz.fr;\n        include missing.conf;"),
        *("nginx_unreadable", "include missing.conf;"),
    ),
}
