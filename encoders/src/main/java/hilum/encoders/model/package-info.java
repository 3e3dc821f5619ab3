/**
 * Model versions at rest: a folder with a manifest that names, describes and seals what lies in it.
 */
package hilum.encoders.model;
