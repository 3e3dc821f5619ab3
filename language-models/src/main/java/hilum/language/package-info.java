/**
 * Language models as Hilum uses them: an endpoint that is asked, the manners it is asked with, and
 * the rewrites of reports that come of it.
 */
package hilum.language;
