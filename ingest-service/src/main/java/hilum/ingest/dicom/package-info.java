/**
 * The door to the PACS: takes frontal chest radiographs and the text of structured reports, judges
 * the view, holds back what may show a name, and hands the rest to the intake as any other door
 * does.
 */
package hilum.ingest.dicom;
