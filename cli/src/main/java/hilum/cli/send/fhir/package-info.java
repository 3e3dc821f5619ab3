/** FHIR resources from files, each report with what it refers to. */
package hilum.cli.send.fhir;
