/**
 * The PACS as the door sees it: what it holds, told in DICOM JSON and rendered frames over
 * DICOMweb, and what is new in it since last time. Knows nothing of studies, reports or Kafka.
 */
package hilum.ingest.pacs;
