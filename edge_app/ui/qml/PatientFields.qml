import QtQuick
import QtQuick.Layouts

// What is entered of a patient: the clinic's own identifier, and the data that healthy echo intensity depends on.
GridLayout {
    id: fields
    required property Theme theme
    required property TextEntry entry // covers the screen that these are on
    property var picker: null // offers patients to pick
    property var picked: ({}) // whom it filled the fields with
    property string identifier
    property string age
    property string sex
    property string stature
    property string weight
    signal renamed(string value) // an identifier was entered, which is kept by whoever is told
    columns: 2
    columnSpacing: theme.gap
    rowSpacing: theme.gap

    Dates { id: dates }

    function fill(now: var): void {
        identifier = now.identifier
        age = now.age
        sex = now.sex
        stature = now.stature
        weight = now.weight
    }

    function line(value: string, unit: string): string { return value === "" ? qsTr("not given") : unit === "" ? value : qsTr("%1 %2").arg(theme.localised(value)).arg(unit) }

    component Field: TouchButton {
        theme: fields.theme
        Layout.fillWidth: true
        Layout.preferredWidth: 100
        Layout.preferredHeight: 1.1 * theme.touch
    }

    RowLayout {
        Layout.columnSpan: 2
        spacing: fields.theme.gap

        Field {
            objectName: "identifier"
            text: fields.line(fields.identifier, "")
            detail: fields.picked.name ? qsTr("ID of %1").arg(fields.picked.name) : qsTr("Patient ID")
            onClicked: fields.entry.ask(qsTr("Patient ID"), fields.identifier, false, 0, 0, value => fields.renamed(value.trim()))
        }

        Field {
            objectName: "worklist"
            visible: Boolean(fields.picker) && fields.picker.hasWorklist
            Layout.fillWidth: false
            Layout.preferredWidth: 125 * theme.unit
            size: theme.body
            text: qsTr("Worklist")
            onClicked: fields.picker.askWorklist()
        }

        Field {
            objectName: "earlier"
            visible: Boolean(fields.picker)
            Layout.fillWidth: false
            Layout.preferredWidth: 125 * theme.unit
            size: theme.body
            text: qsTr("Earlier")
            detail: qsTr("patients")
            onClicked: fields.picker.askEarlier()
        }
    }

    Field {
        objectName: "age"
        text: fields.line(fields.age, qsTr("years"))
        detail: fields.picked.seen && fields.age !== "" && fields.age === fields.picked.age ? qsTr("Age as of %1?").arg(dates.day(fields.picked.seen)) : qsTr("Age")
        onClicked: fields.entry.askWhole(qsTr("Age (years)"), fields.age, 18, 120, value => fields.age = value) // the model knows no children
    }

    RowLayout {
        Layout.preferredWidth: 100
        spacing: fields.theme.gap

        Field {
            objectName: "female"
            text: qsTr("Female")
            chosen: fields.sex === "female"
            onClicked: fields.sex = chosen ? "" : "female"
        }

        Field {
            objectName: "male"
            text: qsTr("Male")
            chosen: fields.sex === "male"
            onClicked: fields.sex = chosen ? "" : "male"
        }
    }

    Field {
        objectName: "stature"
        text: fields.line(fields.stature, "cm")
        detail: qsTr("Height")
        onClicked: fields.entry.ask(qsTr("Height (cm)"), fields.stature, true, 30, 250, value => fields.stature = value)
    }

    Field {
        objectName: "weight"
        text: fields.line(fields.weight, "kg")
        detail: qsTr("Weight")
        onClicked: fields.entry.ask(qsTr("Weight (kg)"), fields.weight, true, 1, 400, value => fields.weight = value)
    }
}
