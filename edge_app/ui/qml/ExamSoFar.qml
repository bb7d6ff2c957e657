import QtQuick

// On a large screen, beside the image: the patient, and each site of the protocol with what was found on each of its images so far, a dot for each
// that is still to be taken; of the site under the probe, the numbers.
Column {
    id: soFar
    required property var exam
    required property Theme theme
    spacing: 4 * theme.unit
    // Of a long protocol the part that is being worked on: the finding above needs its room.
    readonly property int most: 6
    readonly property int first: exam.sites.length <= most + 2 ? 0 : Math.max(0, Math.min(exam.nextSite - 2, exam.sites.length - most))
    readonly property int last: exam.sites.length <= most + 2 ? exam.sites.length : first + most

    Labels { id: labels; names: soFar.exam.protocol.names }

    component Words: Text {
        elide: Text.ElideRight
        font.pixelSize: soFar.theme.small
        color: soFar.theme.faint
        textFormat: Text.PlainText
    }

    Words {
        width: parent.width
        font.bold: true
        color: soFar.theme.text
        text: soFar.exam.patient === "" ? qsTr("Anonymous patient") : soFar.exam.patient
    }

    Repeater {
        model: soFar.exam.sites

        Column {
            id: site
            required property var modelData
            required property int index
            visible: index >= soFar.first && index < soFar.last
            width: soFar.width

            Item {
                width: parent.width
                height: 22 * soFar.theme.unit

                Words {
                    anchors { left: parent.left; right: marks.left; rightMargin: 6 * soFar.theme.unit; verticalCenter: parent.verticalCenter }
                    font.bold: site.modelData.next
                    color: site.modelData.next ? soFar.theme.text : soFar.theme.faint
                    text: labels.site(site.modelData.muscle, site.modelData.side)
                }

                Row {
                    id: marks
                    anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                    spacing: 4 * soFar.theme.unit

                    Repeater {
                        model: site.modelData.found

                        LabelMark {
                            required property var modelData
                            size: 14 * soFar.theme.unit
                            label: modelData.label
                            color: soFar.theme.labelColour(modelData.label)
                        }
                    }

                    Repeater {
                        model: Math.max(0, site.modelData.wanted - site.modelData.taken)

                        Item {
                            width: 14 * soFar.theme.unit
                            height: width

                            Rectangle {
                                anchors.centerIn: parent
                                width: 6 * soFar.theme.unit
                                height: width
                                radius: width / 2
                                color: soFar.theme.faint
                                opacity: 0.6
                            }
                        }
                    }
                }
            }

            Words {
                objectName: "foundHere"
                visible: site.modelData.next && site.modelData.taken > 0
                width: parent.width
                wrapMode: Text.Wrap
                text: qsTr("Echo intensity: %1").arg(site.modelData.found.map(one => one.echo.toFixed(0)).join(", "))
                      + (site.modelData.found.some(one => one.probability >= 0)
                         ? "\n" + qsTr("Probability: %1").arg(site.modelData.found.map(one => one.probability < 0 ? "–" : qsTr("%1 %").arg(Math.round(100 * one.probability))).join(", ")) : "")
            }
        }
    }
}
