#!/bin/sh
# nginx in a container, as its first process. The clouds' names are looked up when the file is loaded, so it is loaded anew each
# hour; what the duplicate guard remembers outlives that, and no request is cut.
(while sleep 3600; do nginx -e stderr -t -q && nginx -e stderr -s reload; done) &
exec nginx -e stderr -g 'daemon off;'
