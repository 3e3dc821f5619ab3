/** HL7 v2 messages from files and logs, over MLLP. */
package hilum.cli.send.hl7;
