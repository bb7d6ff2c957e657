import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// A stored exam, only to be looked at: each site with its result, its images and clips; export again; give to another patient; delete.
Rectangle {
    id: screen
    required property var exam // the workflow's, which says whether a deletion failed
    required property var stored
    required property var exporter
    required property var lock
    required property var translator
    required property Theme theme
    readonly property var opened: stored.exam
    readonly property var head: opened.head
    readonly property bool portrait: height > width
    property string panel: "" // "export", "reassign", "delete", or the sites
    color: theme.ground

    Keys.forwardTo: [textEntry]

    Connections {
        target: screen.opened
        function onReassigned(): void { screen.panel = "" }
    }

    MultiPointTouchArea { anchors.fill: parent }
    Labels { id: labels; names: screen.opened.protocol.names }
    Dates { id: dates }
    Deliveries { id: deliveries }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        lock: screen.lock
        title: screen.head.patient === "" ? qsTr("Anonymous patient") : screen.head.patient
        detail: screen.head.finished ? qsTr("%1, by %2").arg(dates.dateTime(screen.head.started)).arg(screen.head.by)
                                     : qsTr("%1, by %2, not finished").arg(dates.dateTime(screen.head.started)).arg(screen.head.by)
        canGoBack: true
        onBack: {
            if (screen.panel === "")
                screen.stored.closeExam()
            else if (screen.panel === "reassign" && panelLoader.item.step === "reason")
                panelLoader.item.step = "patient"
            else
                screen.panel = ""
        }
    }

    Flickable {
        id: sites
        visible: screen.panel === ""
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: actions.top; margins: screen.theme.gap }
        clip: interactive
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        contentHeight: grid.implicitHeight
        ScrollBar.vertical: ScrollBar { policy: sites.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

        GridLayout {
            id: grid
            width: sites.width
            height: Math.max(implicitHeight, sites.height)
            columns: screen.portrait ? 1 : 2
            columnSpacing: screen.theme.gap
            rowSpacing: screen.theme.gap / 2

            Repeater {
                model: screen.opened.sites

                Column {
                    id: site
                    required property var modelData
                    required property int index
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    Layout.alignment: Qt.AlignTop
                    spacing: 2 * screen.theme.unit

                    Row {
                        width: parent.width
                        spacing: 6 * screen.theme.unit

                        LabelMark {
                            id: mark
                            visible: site.modelData.answer !== "" // a site with clips only
                            anchors.verticalCenter: parent.verticalCenter
                            size: 16 * screen.theme.unit
                            label: site.modelData.answer
                            color: screen.theme.labelColour(site.modelData.answer)
                        }

                        Text {
                            id: title
                            objectName: "site" + site.index
                            width: parent.width - mark.width - parent.spacing
                            wrapMode: Text.Wrap
                            maximumLineCount: 2
                            elide: Text.ElideRight
                            lineHeight: 0.9
                            font.pixelSize: screen.theme.small
                            color: screen.theme.text
                            textFormat: Text.StyledText
                            text: labels.site(site.modelData.muscle, site.modelData.side)
                                  + (site.modelData.answer === "" ? "" : ": <b><font color='" + screen.theme.labelColour(site.modelData.answer) + "'>" + result.replace(/[ \u00a0]/g, "&nbsp;") + "</font></b>")
                            readonly property string result: labels.answer(site.modelData.answer)
                                  + (site.modelData.probability >= 0 ? " " + qsTr("%1 %").arg(Math.round(100 * site.modelData.probability)) : "")
                        }
                    }

                    Flow {
                        id: kept
                        readonly property int columns: Math.min(6, Math.max(site.modelData.numbers.length + site.modelData.clips.length, 4))
                        readonly property real share: Math.floor((width - (columns - 1) * spacing) / columns)
                        width: site.width
                        readonly property real place: screen.theme.roomy ? share : Math.min(1.3 * screen.theme.touch, share)
                        // A little less where all sites are in sight then.
                        readonly property int rows: Math.ceil(screen.opened.sites.length / grid.columns)
                        readonly property real inSight: Math.floor((sites.height - (rows - 1) * grid.rowSpacing) / rows) - title.height - site.spacing
                        readonly property real usual: screen.theme.touch - (title.lineCount - 1) * 16 * screen.theme.unit
                        readonly property real high: screen.theme.roomy ? 0.75 * place : Math.max(0.75 * usual, Math.min(usual, inSight))
                        spacing: screen.theme.gap / 2

                        Repeater {
                            model: site.modelData.numbers

                            StoredThumbnail {
                                id: image
                                required property int modelData
                                objectName: "image" + modelData
                                width: kept.place
                                height: kept.high
                                theme: screen.theme
                                frames: screen.stored.frames
                                key: screen.head.exam + "/" + modelData

                                MouseArea {
                                    anchors.fill: parent
                                    onClicked: screen.opened.openImage(image.modelData)
                                }
                            }
                        }

                        Repeater {
                            model: site.modelData.clips

                            ClipThumbnail {
                                required property var modelData
                                width: kept.place
                                height: kept.high
                                theme: screen.theme
                                frames: screen.stored.frames
                                key: screen.head.exam + "/clip " + modelData.number
                                clip: modelData
                                onTapped: screen.opened.openClip(modelData.number)
                            }
                        }
                    }
                }
            }
        }
    }

    Loader {
        id: panelLoader
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom; margins: screen.theme.gap }
        active: screen.panel !== ""
        sourceComponent: screen.panel === "export" ? exporting : screen.panel === "reassign" ? reassigning : deleting
    }

    Component {
        id: exporting
        Item {
            ExportChoices {
                width: parent.width
                exporter: screen.exporter
                anonymous: screen.head.patient === ""
                names: screen.opened.protocol.names
                translator: screen.translator
                theme: screen.theme
            }
        }
    }

    Component {
        id: deleting
        DeleteExam { exam: screen.exam; opened: screen.opened; theme: screen.theme }
    }

    Component {
        id: reassigning
        ReassignExam { exam: screen.exam; opened: screen.opened; entry: textEntry; picker: screen.exam.reassignmentPicker; theme: screen.theme }
    }

    // On a portrait screen the words stand above the buttons, and the trend beside them.
    GridLayout {
        id: actions
        columns: screen.portrait ? 2 : 3
        visible: screen.panel === ""
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap }
        columnSpacing: screen.theme.gap
        rowSpacing: screen.theme.gap / 2

        Column {
            Layout.fillWidth: true

            component Line: Text {
                width: parent.width
                elide: Text.ElideRight
                wrapMode: Text.Wrap
                maximumLineCount: 3
                lineHeight: 0.9
                font.pixelSize: screen.theme.small
                color: screen.theme.faint
                textFormat: Text.PlainText
            }

            Line {
                objectName: "storedAnswer"
                font { pixelSize: screen.theme.body; bold: true }
                color: screen.theme.labelColour(screen.opened.answer)
                text: qsTr("Network: %1").arg(labels.answer(screen.opened.answer))
            }
            Line {
                objectName: "storedWithout"
                visible: screen.opened.withoutFinding > 0
                color: screen.theme.text
                text: qsTr("Images without a finding: %1").arg(screen.opened.withoutFinding)
            }
            Line {
                objectName: "storedVerdict"
                visible: screen.head.verdict !== ""
                text: qsTr("Assessment: %1").arg(labels.answer(screen.head.verdict)) + (screen.head.verdictReason === "" ? "" : " (" + screen.head.verdictReason + ")")
            }
            Line {
                objectName: "storedNote"
                visible: screen.head.note !== ""
                maximumLineCount: 1
                text: qsTr("Note: %1").arg(screen.head.note)
            }
            Line {
                objectName: "storedDelivery"
                color: deliveries.isOutstanding(screen.opened.delivery) ? screen.theme.warning : screen.theme.faint
                text: screen.opened.delivery.state === "outdated" ? deliveries.afterReassignment(screen.opened.delivery) : deliveries.of(screen.opened.delivery)
            }
        }

        TouchButton {
            objectName: "trend"
            theme: screen.theme
            size: theme.body
            enabled: screen.opened.isOpen && screen.head.patient !== ""
            text: qsTr("Trend")
            onClicked: screen.exam.trends.open(screen.head.exam)
        }

        RowLayout {
            Layout.fillWidth: screen.portrait
            Layout.columnSpan: screen.portrait ? 2 : 1
            spacing: screen.theme.gap

            TouchButton {
                objectName: "delete"
                visible: screen.opened.mayDelete
                Layout.fillWidth: screen.portrait
                Layout.preferredWidth: screen.portrait ? 100 : implicitWidth
                theme: screen.theme
                size: theme.body
                enabled: screen.opened.isOpen
                text: qsTr("Delete")
                onClicked: screen.panel = "delete"
            }

            TouchButton {
                objectName: "reassign"
                visible: screen.opened.mayReassign
                Layout.fillWidth: screen.portrait
                Layout.preferredWidth: screen.portrait ? 100 : implicitWidth
                theme: screen.theme
                size: theme.body
                text: qsTr("Change patient")
                onClicked: screen.panel = "reassign"
            }

            TouchButton {
                objectName: "export"
                visible: screen.head.finished
                Layout.fillWidth: screen.portrait
                Layout.preferredWidth: screen.portrait ? 100 : Math.max(0.16 * screen.width, implicitWidth)
                theme: screen.theme
                primary: true
                text: qsTr("Export")
                onClicked: screen.panel = "export"
            }
        }
    }

    TextEntry { id: textEntry; anchors.fill: parent; theme: screen.theme; capitals: true }
    PatientList { id: patientList; anchors.fill: parent; picker: screen.exam.reassignmentPicker; theme: screen.theme }
    TapGuard { anchors.fill: parent; theme: screen.theme; change: screen.panel + textEntry.visible + patientList.visible + (panelLoader.item && panelLoader.item.step || "") }
}
