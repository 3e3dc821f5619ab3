/**
 * Hilum on one machine without containers: a real Kafka broker, a real schema registry and a vector
 * store as processes of their own, the five services beside them, and one supervisor that starts,
 * watches and stops them all. Everything binds to loopback, and all state lies in one folder.
 */
package hilum.local;
