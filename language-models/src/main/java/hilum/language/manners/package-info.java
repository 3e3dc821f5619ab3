/**
 * How an endpoint is treated: few questions at once, waits after failures, a pause when it is away,
 * no text paid for twice, no more tokens a day than agreed.
 */
package hilum.language.manners;
