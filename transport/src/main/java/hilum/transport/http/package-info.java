/** What the HTTP interfaces of all services share: RFC 9457 problem details. */
package hilum.transport.http;
